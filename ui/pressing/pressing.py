"""督办与交办 on the pages of an issue and a unit: the letters and the instructions about it, and the way to new ones."""

import streamlit as st

from database.office import instructions as ordered
from database.office import letters as sent
from database.office.instructions import Instruction
from domain.ladder import Letter
from ui.parts import grids
from ui.pressing import instructions, letters
from ui.shell import data, links
from ui.shell.data import Scope
from ui.shell.links import address
from ui.shell.wording import literal


@data.view
def _about(scope: Scope, issue_id: int | None, unit_id: int | None) -> tuple[list[Letter], list[Instruction]]:
    with data.database().read() as connection:
        return (
            sent.letters(connection, issue_id=issue_id, unit_id=unit_id, until=scope.looking_back),
            ordered.about(connection, issue_id=issue_id, unit_id=unit_id, until=scope.looking_back),
        )


def show(scope: Scope, *, issue_id: int | None = None, unit_id: int | None = None) -> None:
    """The letters and instructions about an issue or a unit (one of the two), with buttons that begin new ones."""
    known, said = _about(scope, issue_id, unit_id)
    st.subheader("督办与交办", anchor=False, help="发给单位的督办公文（层级、文号、回复）和会议上交办的事项。")
    if known:
        day = letters.desk_day(scope)
        grids.show(letters.letters_grid(scope, day, known, of_unit=unit_id is not None), key="pressing_letters")
    if said:
        grids.show(instructions.grid(scope, said), key="pressing_instructions")
    if not known and not said:
        st.caption("还没有发过督办公文，也没有会议交办。")
    unit = data.ledger(scope.source).directory.units.get(unit_id or 0)
    about = {"issue": issue_id, "unit": unit.name if unit else None}
    with st.container(horizontal=True):
        _button(
            "起草公文", address("letters", letters_part=letters.PARTS[letters.DRAFT], **about), key="pressing_draft"
        )
        _button("记一项会议交办", address("instructions", **about), key="pressing_order")


def offer(scope: Scope, *, unit_id: int | None) -> None:
    """On a list of issues of one unit: the way to a letter about them."""
    unit = data.ledger(scope.source).directory.units.get(unit_id or 0)
    if unit is not None:
        link = address("letters", letters_part=letters.PARTS[letters.DRAFT], unit=unit.name)
        _button(f"给{literal(unit.label)}起草公文", link, key="offer_draft")


def _button(label: str, link: str, *, key: str) -> None:
    st.button(label, key=key, on_click=links.note, args=(link,), icon=":material/edit_document:")
