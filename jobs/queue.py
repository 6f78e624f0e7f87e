"""The engine behind the jobs: RQ on Redis, which knows nothing but the numbers of rows and may be wiped."""

from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.retry import Retry as ConnectionRetry
from rq import Queue, Retry, Worker
from rq.exceptions import NoSuchJobError
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer

QUEUE_NAME = "binc"
_PERFORM = "jobs.performing.perform"
_LONGEST_SECONDS = 4 * 3600
# Work whose process was killed is taken up again this often by RQ itself; failures are counted in the row.
_RESTARTS = 2


def connect(redis_url: str | None) -> Redis:
    """The queue's Redis; raises RuntimeError when none is named and none runs."""
    if redis_url is None:
        raise RuntimeError("No Redis: start everything with `make run`, or set REDIS_URL.")
    return Redis.from_url(redis_url, retry=ConnectionRetry(ExponentialBackoff(cap=2.0), 3))


def open_queue(connection: Redis) -> Queue:
    """The one queue of the product; its messages are JSON, so that nothing but ids and words fits in."""
    return Queue(QUEUE_NAME, connection=connection, serializer=JSONSerializer, default_timeout=_LONGEST_SECONDS)


def hand_over(queue: Queue, run_id: int) -> None:
    """Give the work of one committed row to the queue."""
    queue.enqueue(
        _PERFORM,
        run_id,
        job_id=_job_id(run_id),
        retry=Retry(max=_RESTARTS),
        result_ttl=0,
        failure_ttl=24 * 3600,
        description=_job_id(run_id),
    )


def is_in_hand(queue: Queue, run_id: int) -> bool:
    """Whether the queue still has this row's work before it; work that the queue has given up does not count."""
    try:
        job = Job.fetch(_job_id(run_id), connection=queue.connection, serializer=JSONSerializer)
        if job.get_status() not in (JobStatus.FAILED, JobStatus.STOPPED, JobStatus.CANCELED, None):
            return True
        job.delete()
    except NoSuchJobError:
        pass
    return False


def make_worker(connection: Redis, name: str | None = None) -> Worker:
    """A worker that notices within a minute or two that another one was killed."""
    return Worker(
        [open_queue(connection)],
        name=name,
        connection=connection,
        serializer=JSONSerializer,
        default_result_ttl=0,
        worker_ttl=30,
        maintenance_interval=10,
        job_monitoring_interval=5,
        log_job_description=False,
    )


def _job_id(run_id: int) -> str:
    return f"job-run-{run_id}"
