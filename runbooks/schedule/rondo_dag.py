"""A run of Rondo as a DAG of Airflow 2.9 or newer: one round a task instance, as often as there is more to do.

A task that did its part with more to do ends with 99, which Airflow counts as skipped; the next interval
goes on. 75 is tried again by Airflow's own retries; 1 and 2 fail without them.
"""

import datetime
import subprocess

from airflow.decorators import dag, task
from airflow.exceptions import AirflowFailException, AirflowSkipException

RUN = "/srv/runs/first"
MORE = 99
FAILED = (1, 2)


@dag(
    schedule=datetime.timedelta(minutes=10),
    start_date=datetime.datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 20, "retry_delay": datetime.timedelta(minutes=1)},
)
def rondo_first():
    @task
    def next_round():
        command = ["./rondo", "run", "--run", RUN, "--until", "round", "--exit-code-if-more", str(MORE)]
        code = subprocess.run(command, cwd="/opt/rondo", check=False).returncode
        if code == MORE:
            raise AirflowSkipException("the run has more to do")
        if code in FAILED:
            raise AirflowFailException("a person is needed: see the log above")
        if code != 0:
            raise RuntimeError(f"ended with {code}: trying again may help")

    next_round()


rondo_first()
