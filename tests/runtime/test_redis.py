"""The embedded Redis keeps its queue over a restart and leaves nothing behind."""

import subprocess
import sys
from pathlib import Path

from redis import Redis

from app.runtime.redis import EmbeddedRedis

_PARENT = """
import sys
from pathlib import Path
from app.runtime.redis import EmbeddedRedis
EmbeddedRedis(Path(sys.argv[1])).start()
print("started", flush=True)
sys.stdin.read()
"""


def test_a_restart_keeps_the_queue(home: Path) -> None:
    server = EmbeddedRedis(home)
    server.start()
    with Redis.from_url(server.url) as connection:
        connection.rpush("queue", "1")
    server.stop()
    assert not server.answers()
    server.start()
    with Redis.from_url(server.url) as connection:
        assert connection.lrange("queue", 0, -1) == [b"1"]
    server.stop()
    assert not server.sockets.exists()


def test_a_server_that_ends_by_itself_is_started_again(home: Path) -> None:
    server = EmbeddedRedis(home)
    server.start()
    assert server._process is not None
    server._process.kill()
    server._process.wait()
    server.keep_running()
    assert server.answers()
    server.stop()


def test_the_server_ends_with_its_parent_and_the_next_start_takes_its_place(home: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == "started\n"
    parent.kill()
    parent.communicate()
    server = EmbeddedRedis(home)
    server.start()
    assert server.answers()
    server.stop()
