"""The sheets of online material, survey and negative list, as they were sent round; their rows are in the files of the same names."""

from domain.campaign.materials import MATERIALS
from domain.campaign.negative_list import NEGATIVE_LIST
from domain.campaign.survey import SURVEY
from sample_data.generator.campaign import materials, negative, survey
from sample_data.generator.campaign.campaign import DatasetSheet


def sheets() -> list[DatasetSheet]:
    """The list of material of four weeks, two rounds of the survey, the negative list of three days."""
    lists = [
        DatasetSheet(
            MATERIALS,
            "网上申报材料清单",
            day,
            materials.rows(day),
            headings={"lead": "责任单位", "due_on": "报送时限"},
            sender="县长效办",
            merged=("indicator",),
        )
        for day in materials.DAYS
    ]
    rounds = [
        DatasetSheet(
            SURVEY,
            f"问卷调查结果（{name}）",
            as_of,
            survey.rows(number),
            headings={"asked": "有效问卷数"},
            grouped="place",
            footer=("注：由县统计局组织，入户和街头拦访各半。",),
        )
        for number, (name, _, as_of) in enumerate(survey.ROUNDS)
    ]
    dangers = [
        DatasetSheet(
            NEGATIVE_LIST,
            "负面清单排查情况表",
            day,
            negative.rows(number),
            sender="县长效办",
            merged=("area",),
            footer=("排查人员每周到现场一次。",),
        )
        for number, day in enumerate(negative.DAYS)
    ]
    return [*lists, *rounds, *dangers]
