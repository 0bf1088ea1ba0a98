"""Asynchronous requests: jobs, their tasks and results, idempotency keys (fact sheet 2.6)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, TypeAlias

import attrs

from crosstie.core.messages import Response
from crosstie.testing.clock import MovableClock
from crosstie.testing.netsuite.answers import empty, resource
from crosstie.testing.netsuite.codec import Json
from crosstie.testing.netsuite.refusals import conflict, refuse, refuse_missing
from crosstie.testing.netsuite.rendering import link
from crosstie.testing.netsuite.rules import NetSuiteRules

__all__ = ["JOBS", "Job", "Jobs", "Task"]

JOBS: Final = "/services/rest/async/v1/job"
Work: TypeAlias = Callable[[], Response]
_KEY_HEADER: Final = "X-NetSuite-Idempotency-Key"
_KEY: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_FIRST: Final = 5501
_REFUSED: Final = 400


@attrs.define(kw_only=True, eq=False)
class Task:
    """One part of a job: one record of a batch, or the whole request.

    Attributes:
        number: Its place, from 1.
        work: What carries it out.
        result: What the synchronous call would have answered, once it is done.
        ended: When that was.
    """

    number: int
    work: Work
    result: Response | None = None
    ended: datetime | None = None


@attrs.define(kw_only=True, eq=False)
class Job:
    """One asynchronous request.

    Attributes:
        id: Its id.
        due: When it is carried out, in monotonic seconds.
        began: When it was sent.
        tasks: Its parts.
        parallel: Whether their order is free.
    """

    id: int
    due: float
    began: datetime
    tasks: tuple[Task, ...]
    parallel: bool

    @property
    def done(self) -> bool:
        """Whether every part has a result."""
        return all(task.result is not None for task in self.tasks)


class Jobs:
    """All jobs of the account; they are carried out when their time has come and anybody calls."""

    def __init__(self, clock: MovableClock, rules: NetSuiteRules) -> None:
        """Begin without jobs."""
        self._clock = clock
        self._rules = rules
        self._jobs: dict[int, Job] = {}
        self._waiting: list[Job] = []
        self._keys: dict[str, Job] = {}

    def submit(self, works: Sequence[Work], key: str | None, *, parallel: bool = False) -> Response:
        """Take an asynchronous request: 202 and the job's address.

        Raises:
            Refusal: 400 for a key that is no UUID, or was used before: then with the first job's address.
        """
        self._forget_old()
        if key is not None and not _KEY.fullmatch(key):
            refuse("INVALID_REQUEST", "The idempotency key is not a UUID.", header=_KEY_HEADER)
        if key is not None and key.lower() in self._keys:
            raise conflict(self._address(self._keys[key.lower()]))
        tasks = tuple(Task(number=place, work=work) for place, work in enumerate(works, 1))
        due = self._clock.monotonic() + self._rules.async_seconds
        job = Job(id=_FIRST + len(self._jobs), due=due, began=self._clock.now(), tasks=tasks, parallel=parallel)
        self._jobs[job.id] = job
        self._waiting.append(job)
        if key is not None:
            self._keys[key.lower()] = job
        return empty(202, {"preference-applied": "respond-async", "location": self._address(job)})

    def work(self) -> None:
        """Carry out what is due. The order of parallel parts is free, so it is not the order they were sent in."""
        due = [job for job in self._waiting if self._clock.monotonic() >= job.due]
        for job in due:
            self._waiting.remove(job)
            for task in reversed(job.tasks) if job.parallel else job.tasks:
                task.result = task.work()
                task.ended = self._clock.now()

    def answer(self, parts: list[str]) -> Response:
        """Answer a read below the address of jobs.

        Raises:
            Refusal: 404 for a job or task that there is none of, or a result that is not there yet.
        """
        match parts:
            case [identity]:
                return resource(self._shown(self._job(identity)))
            case [identity, "task"]:
                return resource(self._task_list(self._job(identity)))
            case [identity, "task", number]:
                job = self._job(identity)
                return resource(self._shown_task(job, _task(job, number)))
            case [identity, "task", number, "result"]:
                return self._result(_task(self._job(identity), number))
            case _:
                return refuse_missing("/".join(parts))

    # -- shapes -------------------------------------------------------------------------------------------------------

    def _shown(self, job: Job) -> Json:
        own = self._absolute(job)
        progress = self._word(job.tasks) if job.done else "pending"
        return {
            "id": str(job.id),
            "completed": job.done,
            "progress": progress,
            "task": {"links": [link(f"{own}/task")]},
            "links": [link(own)],
        }

    def _task_list(self, job: Job) -> Json:
        """The list is irregular: one item whose links are the tasks (2.7)."""
        own = self._absolute(job)
        links = [link(f"{own}/task/{task.number}") for task in job.tasks]
        count = len(links)
        envelope: Json = {"count": count, "hasMore": False, "offset": 0, "totalResults": count}
        return {"links": [link(f"{own}/task")], "items": [{"links": links}], **envelope}

    def _shown_task(self, job: Job, task: Task) -> Json:
        own = f"{self._absolute(job)}/task/{task.number}"
        shown: Json = {
            "id": str(task.number),
            "completed": task.result is not None,
            "progress": "pending" if task.result is None else self._word((task,)),
            "startTime": _stamp(job.began),
            "result": {"links": [link(f"{own}/result")]},
            "links": [link(own)],
        }
        return shown if task.ended is None else {**shown, "endTime": _stamp(task.ended)}

    def _word(self, tasks: Sequence[Task]) -> str:
        failed = any(task.result is not None and task.result.status >= _REFUSED for task in tasks)
        return self._rules.failed_word if failed else "succeeded"

    def _result(self, task: Task) -> Response:
        if task.result is None:
            refuse_missing("The result of a task that is still at work")
        return task.result

    # -- finding ------------------------------------------------------------------------------------------------------

    def _job(self, identity: str) -> Job:
        job = self._jobs.get(int(identity)) if identity.isdecimal() else None
        if job is None or self._is_old(job):
            refuse_missing(f"Job {identity}")
        return job

    def _is_old(self, job: Job) -> bool:
        return self._clock.monotonic() >= job.due + self._rules.results_kept.total_seconds()

    def _forget_old(self) -> None:
        self._keys = {key: job for key, job in self._keys.items() if not self._is_old(job)}

    def _absolute(self, job: Job) -> str:
        return f"{self._rules.base}{JOBS}/{job.id}"

    def _address(self, job: Job) -> str:
        return f"{JOBS}/{job.id}" if self._rules.job_location == "relative" else self._absolute(job)


def _task(job: Job, number: str) -> Task:
    task = next((task for task in job.tasks if str(task.number) == number), None)
    if task is None:
        refuse_missing(f"Task {number} of job {job.id}")
    return task


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
