"""Sentences that a person has edited before issuing, laid over the ones that the program writes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from briefings.brief.brief import Brief, Sentence
from database.office.bulletins import BulletinDraft


@dataclass(frozen=True)
class SentencePlace:
    """A sentence and where it stands: 总体情况, 分管副县长 …"""

    where: str
    sentence: Sentence


@dataclass(frozen=True)
class SentenceEdit:
    """An edited sentence. now: what the program writes there today, None where it has nothing to say there any more.

    is_stale: the program's text changed since the sentence was edited, so that it may no longer be true.
    """

    draft: BulletinDraft
    where: str
    now: str | None

    @property
    def is_stale(self) -> bool:
        """Whether the figures below it have moved."""
        return self.now != self.draft.automatic


def sentences(brief: Brief) -> Iterator[SentencePlace]:
    """Every sentence of a brief, in the order of the bulletin, then the leaders' pages, then what is to be decided."""
    for section in brief.sections:
        yield from (SentencePlace(section.heading or "开头", one) for one in section.sentences)
    for part in brief.leaders:
        name = part.leader or "未明确牵头县领导"
        yield from (SentencePlace(f"一页纸：{name}", one) for one in (*part.sentences, *part.questions))
    yield from (SentencePlace("提请会议决定的事项", one) for one in brief.decisions)


def edits_of(brief: Brief, drafts: Mapping[str, BulletinDraft]) -> tuple[SentenceEdit, ...]:
    """What was edited, in the order of the brief (as the program writes it); edits of sentences that are gone come last."""
    places = {place.sentence.key: place for place in sentences(brief)}
    known = [
        SentenceEdit(drafts[key], place.where, place.sentence.text) for key, place in places.items() if key in drafts
    ]
    gone = [SentenceEdit(draft, "已没有这一句", None) for key, draft in sorted(drafts.items()) if key not in places]
    return (*known, *gone)


def edited(brief: Brief, drafts: Mapping[str, BulletinDraft]) -> Brief:
    """The brief with the edited sentences in place of the program's; one that was emptied is left out."""
    if not drafts:
        return brief

    def laid_over(found: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
        made = (replace(one, text=drafts[one.key].text) if one.key in drafts else one for one in found)
        return tuple(one for one in made if one.text.strip())

    return replace(
        brief,
        sections=tuple(replace(section, sentences=laid_over(section.sentences)) for section in brief.sections),
        leaders=tuple(
            replace(part, sentences=laid_over(part.sentences), questions=laid_over(part.questions))
            for part in brief.leaders
        ),
        decisions=laid_over(brief.decisions),
    )
