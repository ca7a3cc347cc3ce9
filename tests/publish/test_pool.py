"""Where no process can be forked, lasting workers make the reports."""

import os
import signal

import pytest

from sozialraum.publish import workshop
from sozialraum.publish.manifest import Outcome
from sozialraum.publish.reports import Job


def quick(job: Job) -> Outcome:
    """Stand in for a report; one of them kills its worker."""
    if job.key == "tot":
        os.kill(os.getpid(), signal.SIGTERM)
    return Outcome(job.key, str(os.getpid()), 0.5)


@pytest.mark.langsam
def test_a_worker_lasts_and_one_that_dies_takes_only_its_own_report_along(tmp_path):
    keys = ["a", "b", "c", "tot", "d", "e"]
    todo = [Job(key, key, tmp_path / key, ()) for key in keys]
    found = {one.key: one for one in workshop._pooled(todo, 2, quick)}
    assert found.keys() == set(keys)
    assert [key for key, one in found.items() if one.fault] == ["tot"]
    assert found["tot"].fault == workshop.CRASHED
    assert len({found[key].name for key in "abc"}) <= 2
    assert os.getpid() not in {int(one.name) for one in found.values() if not one.fault}
