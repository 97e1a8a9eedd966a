"""A task and a file in; what a process of its own answers, held to limits of time and memory, out (docs/decisions/0004)."""
