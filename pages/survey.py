"""问卷调查: what residents say, what really changed, which question and which district are worst."""

import streamlit as st

from domain.campaign.survey import WORDS
from ui.campaign import survey
from ui.parts import charts, grids, tables
from ui.parts.choices import choice
from ui.shell.frame import open_page, verdict
from ui.shell.wording import literal

scope = open_page("问卷调查")

# 1. Say the conclusion
verdict(survey.verdict(scope))
if survey.look(scope) is None:
    st.info("请在“数据导入”上传问卷调查结果（每个镇区、每道题一行）；空白模板也在那一页下载。")
    st.stop()
for warning in survey.warnings(scope):
    st.warning(literal(warning))

# 2. The county
left, right = st.columns(2, gap="medium")
with left:
    st.subheader("全县", anchor=False, help=f"{WORDS['问卷比率']}{WORDS['95% 区间']}")
    grids.show(survey.measures(scope), key="measures")
with right:
    st.subheader("历次调查", anchor=False, help=WORDS["问卷比率"])
    grids.show(survey.rounds(scope), key="rounds")
st.subheader("题目，最差的在前", anchor=False, help=WORDS["较上轮"])
grids.show(survey.questions(scope), key="questions")

# 3. The districts
with st.container(key="survey_places"):
    st.subheader("镇区", anchor=False, help=WORDS["与其他镇区相比"])
    if said := survey.small(scope):
        st.caption(said)
    measure = choice("指标", survey.CHOICES, key="survey_measure")
    chart = survey.place_chart(scope, measure)
    if chart is None:
        st.info(f"最近一轮没有问{measure}。")
    else:
        left, right = st.columns(2, gap="medium")
        with left:
            charts.show(chart, key="places", says=f"各镇区{measure}和它的95%区间，竖线是全县")
        with right:
            grids.show(survey.places(scope, measure), key="places_listed")
    if names := survey.place_names(scope, measure):
        place = st.selectbox(
            "看哪个镇区答的每道题", list(names), format_func=names.__getitem__, key=f"survey_place_{measure}", width=360
        )
        st.markdown(f"**{literal(names[place])}**答的每道题，最差的在前")
        grids.show(survey.questions_of(scope, int(place)), key="place_questions")
tables.download(
    lambda: survey.downloads(scope),
    name=f"问卷调查（截至{scope.as_of}）",
    notes=lambda: survey.notes(scope),
    key="download",
)
