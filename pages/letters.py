"""交办督办: what the rules propose, the letter that a person decides on, and what came back."""

from ui.parts.choices import choice
from ui.pressing import drafting, letters
from ui.shell.frame import open_page, verdict

scope = open_page("交办督办")

# 1. Ask
part = choice("看什么", letters.PARTS, key="letters_part")

# 2. Say the conclusion
letters.tell()
verdict(letters.verdict(scope))

# 3. Show the evidence
if part == letters.PROPOSED:
    letters.show_proposals(scope)
elif part == letters.DRAFT:
    drafting.show(scope)
else:
    letters.show_sent(scope, choice("状态", letters.STATES, key="letters_state"))
