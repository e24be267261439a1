"""Duties by the handful, whose networks can be counted by hand, and by the hundred."""

from graph import Citation, Duty
from ontology.terms import Role


def duty(agency: str, task: int, role: Role, place: int = 0) -> Duty:
    clause = f"（{agency}等负责第{task}项）"
    citation = Citation(
        "d", "实施方案", f"t{task}", f"1.{task}", "task", None, f"第{task}项任务", clause, 0, len(clause)
    )
    return Duty(f"a{agency}", agency, False, agency, role, "explicit", place, place + 1, citation, task)


# 甲 leads 1 and 2, 乙 takes part in both and leads 3 alone, 丙 is responsible for 2.
FEW = [
    duty("甲", 1, "lead"),
    duty("乙", 1, "participant", 1),
    duty("甲", 2, "lead"),
    duty("乙", 2, "participant", 1),
    duty("丙", 2, "responsible", 2),
    duty("乙", 3, "lead"),
]


def many(tasks: int) -> list[Duty]:
    """Tasks of 40 agencies that all hang together, each with one in the lead and two or three others."""
    found = []
    for task in range(tasks):
        bearers = dict.fromkeys((task * task % 40, (task * 7 + 3) % 40, (task * 11 + 5) % 40, (task // 9) % 40))
        for place, agency in enumerate(bearers):
            found.append(duty(f"第{agency}局", task, "participant" if place else "lead", place))
    return found
