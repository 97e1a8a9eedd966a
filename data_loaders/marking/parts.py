"""The parts of an .xlsx package (OPC, ECMA-376 part 2): read, changed, added, linked, and zipped again."""

import io
import posixpath
import zipfile
from typing import Any

from lxml import etree

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_blank_text=False)


class Parts:
    """The parts of a package by their names, as read and as changed."""

    def __init__(self, content: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(content))
        self.names = {info.filename for info in self.archive.infolist()}
        self.changed: dict[str, bytes] = {}
        self.dropped: set[str] = set()

    def read(self, name: str) -> bytes:
        return self.changed[name] if name in self.changed else self.archive.read(name)

    def has(self, name: str) -> bool:
        return (name in self.names or name in self.changed) and name not in self.dropped

    def drop(self, name: str) -> None:
        self.dropped.add(name)
        self.changed.pop(name, None)

    def tree(self, name: str) -> Any:
        return etree.fromstring(self.read(name), PARSER)

    def links(self, name: str) -> dict[str, str]:
        """Relationship ids of a part → names of parts."""
        path = links_path(name)
        if not self.has(path):
            return {}
        return {
            link.get("Id"): resolved(name, link.get("Target"))
            for link in self.tree(path)
            if link.get("TargetMode") != "External"
        }

    def linked(self, name: str, kind: str) -> str | None:
        """The part of a kind ("comments", "vmlDrawing") that a part refers to."""
        path = links_path(name)
        for link in self.tree(path) if self.has(path) else ():
            if link.get("Type", "").rsplit("/", 1)[-1] == kind and link.get("TargetMode") != "External":
                return resolved(name, link.get("Target"))
        return None

    def link(self, name: str, kind: str, target: str) -> str:
        """Make a part refer to another; the new relationship's id."""
        path = links_path(name)
        root = (
            self.tree(path) if self.has(path) else etree.Element(f"{{{PACKAGE}}}Relationships", nsmap={None: PACKAGE})
        )
        taken = {link.get("Id") for link in root}
        key = next(f"rIdM{n}" for n in range(1, 10_000) if f"rIdM{n}" not in taken)
        etree.SubElement(root, f"{{{PACKAGE}}}Relationship", Id=key, Type=f"{RELATIONS}/{kind}", Target=f"/{target}")
        self.changed[path] = written(root)
        return key

    def declare(self, name: str, content_type: str, *, extension: str | None = None) -> None:
        """Say what a new part is."""
        root = self.tree("[Content_Types].xml")
        if extension is None:
            etree.SubElement(root, f"{{{TYPES}}}Override", PartName=f"/{name}", ContentType=content_type)
        elif not any(node.get("Extension", "").lower() == extension for node in root):
            root.insert(0, etree.Element(f"{{{TYPES}}}Default", Extension=extension, ContentType=content_type))
        self.changed["[Content_Types].xml"] = written(root)

    def free(self, pattern: str) -> str:
        """A name for a new part."""
        return next(name for n in range(1, 10_000) if not self.has(name := pattern.format(n)))

    def zipped(self) -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as copy:
            for info in self.archive.infolist():
                if info.filename in self.dropped or info.filename.endswith("/"):
                    continue
                kept = info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
                copy.writestr(
                    info.filename, self.read(info.filename), info.compress_type if kept else zipfile.ZIP_DEFLATED
                )
            for name in self.changed:
                if name not in self.names:
                    copy.writestr(name, self.changed[name])
        return stream.getvalue()


def links_path(name: str) -> str:
    folder, file = posixpath.split(name)
    return f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"


def resolved(name: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), target))


def written(root: Any) -> bytes:
    found: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return found
