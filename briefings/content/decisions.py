"""What the meeting is to decide today, as the data shows it."""

from collections.abc import Sequence

from briefings.brief.brief import Sentence
from briefings.brief.week import Week, counted
from briefings.brief.words import items, named, percent
from briefings.content.chapters import Lists
from domain.figures.campaign_line import CampaignLine


def decisions(week: Week, lists: Lists, standings: Sequence[CampaignLine]) -> tuple[Sentence, ...]:
    """Sentences in the order of their weight; one that says so where nothing waits for a decision."""
    said = [
        ("negative", f"负面清单亮灯：{one.value}。请决定处置措施和责任人。")
        for one in standings
        if one.key == "negative" and one.tone == "bad"
    ]
    open_ = [one for one in week.last_meeting if not one.is_done_on(week.period.as_of)]
    if open_:
        said.append(
            ("instructions", f"上次会议交办的 {len(open_):,} 项没有完成，请责任方说明，并决定是否延长时限或督办。")
        )
    if week.figures["disputed"]:
        oldest = week.disputed.iloc[0]
        days = week.period.as_of.toordinal() - _ordinal(int(oldest["found_on"]))
        said.append(
            ("disputed", f"{items(week.figures['disputed'])}问题责任待定，最久的已过 {days:,} 天，请逐件明确责任单位。")
        )
    if week.figures["long_overdue"]:
        late = week.overdue[week.overdue["days_overdue"] > week.settings.long_overdue_days]
        names = [f"{week.label('lead', code)} {items(count)}" for code, count in counted(late["lead"])]
        said.append(
            ("long_overdue", f"久拖不决 {items(len(late))}（{named(names, most=8)}），请决定是否挂牌督办、由谁包案。")
        )
    often = [chain for chain in week.chains if chain.open_now and chain.times > 2]
    if often:
        names = [f"{week.label('site', chain.site)}“{week.label('category', chain.category)}”" for chain in often]
        said.append(("recurring", f"{named(names, most=5)}先后三次以上被发现，至今没有销号，请决定根治办法。"))
    worst = [
        f"{unit}（{percent(rate)}）"
        for _, made in lists
        for unit, rate in made.black[["name", "rate"]].itertuples(index=False)
    ]
    if worst:
        said.append(("black_list", f"列入黑榜的{named(worst, most=10)}，请决定是否表态发言或约谈。"))
    if week.figures["on_hold"]:
        said.append(("on_hold", f"挂账 {items(week.figures['on_hold'])}，请审定哪些继续挂账、何时复查。"))
    if week.figures["open_no_due"]:
        said.append(("undated", f"{items(week.figures['open_no_due'])}未整改问题没有整改时限，请定下时限。"))
    if not said:
        said.append(("none", "没有须由会议决定的事项。"))
    return tuple(Sentence(f"decide.{key}", text) for key, text in said)


def _ordinal(number: int) -> int:
    return number + 719_163
