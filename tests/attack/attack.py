#!/usr/bin/env python3
"""What a hostile or broken client can do to the webhook's port, and that nothing of it stays.

After each attack the webhook's descriptors and memory must be back where they were, and a good request must be served, in
time. Prints a line an attack; exit 1 when any left a trace.

    attack.py PROGRAM CERTIFICATES     tollgate-webhook, and a folder made by certs/make-dev-certs.sh
"""

import concurrent.futures
import resource
import socket
import ssl
import struct
import sys
import time

from target import Target

PATIENCE = 20  # seconds for traces to vanish: longer than any limit but the idle one
MEMORY_SLACK = 16 << 20  # what the allocator keeps of a peak: twice the largest body
GOOD_REQUEST_SECONDS = 2.0
ABSURD_QUANTITIES = [
    "1e2147483648", "1e-2147483648", "1e9223372036854775808", "9" * 10_240, "0." + "1" * 10_240, "1e" + "9" * 10_240,
    "0" * 300_000, "-", "-9Ei", "Ki", "1e1e1", "NaN",
]  # fmt: skip
HEAD = b"POST /validate HTTP/1.1\r\nHost: x\r\n"

hostile = ssl.create_default_context()
hostile.check_hostname = False
hostile.verify_mode = ssl.CERT_NONE


def tcp(target):
    return socket.create_connection(("127.0.0.1", target.port), timeout=PATIENCE)


def tls(target):
    return hostile.wrap_socket(tcp(target))


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def answer(connection):
    """The status of the answer, 0 when the connection ended without one."""
    try:
        return int(connection.recv(65536)[9:12] or 0)
    except OSError:
        return 0


def pour(connection, piece, most):
    """Sends until refused; how many bytes went out."""
    sent = 0
    try:
        while sent < most:
            connection.sendall(piece)
            sent += len(piece)
    except OSError:
        pass
    return sent


def expect(condition, problem):
    if not condition:
        raise AssertionError(problem)


def connect_and_close(target):
    for _ in range(200):
        tcp(target).close()


def connect_and_reset(target):
    for _ in range(200):
        reset(tcp(target))


def reset_amid_client_hello(target):
    for _ in range(200):
        connection = tcp(target)
        connection.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
        reset(connection)


def plain_http_on_the_tls_port(target):
    for _ in range(50):
        with tcp(target) as connection:
            connection.sendall(HEAD + b"\r\n")
            answer(connection)


def negative_chunk_size(target):
    with tls(target) as connection:
        connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n-2\r\nab\r\n0\r\n\r\n")
        expect(answer(connection) == 400, "not refused")


def gigabyte_of_header(target):
    with tls(target) as connection:
        sent = pour(connection, b"X-Header: " + b"y" * 65_000 + b"\r\n", 1 << 30)
        expect(sent < 64 << 20, f"{sent} bytes of header were taken")


def gigabyte_announced(target):
    with tls(target) as connection:
        connection.sendall(HEAD + b"Content-Length: 1073741824\r\n\r\n")
        expect(answer(connection) == 413, "not refused before the body")


def endless_chunks(target):
    with tls(target) as connection:
        connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        sent = pour(connection, b"10000\r\n" + b"x" * 65_536 + b"\r\n", 1 << 30)
        expect(sent < 64 << 20, f"{sent} bytes of body were taken")


def slow_headers(target):
    connections = [tls(target) for _ in range(50)]
    began = time.monotonic()
    while connections and time.monotonic() - began < PATIENCE:
        for connection in list(connections):
            try:
                connection.sendall(b"P")
                connection.settimeout(0.001)
                connection.recv(1)  # the 408, or the end
            except TimeoutError:
                connection.settimeout(PATIENCE)
                continue
            except OSError:
                pass
            connections.remove(connection)
            connection.close()
        time.sleep(0.2)
    expect(not connections, f"{len(connections)} slow connections still open after {PATIENCE} s")


def silent_connections(target):
    connections = [tcp(target) for _ in range(2000)]
    expect(target.serves() < GOOD_REQUEST_SECONDS, "a good request had to wait")
    for connection in connections:
        expect(connection.recv(1) == b"", "a silent connection was answered")
        connection.close()


def idle_connections(target):
    connections = [tls(target) for _ in range(2000)]
    expect(target.serves() < GOOD_REQUEST_SECONDS, "a good request had to wait")
    per_connection = target.resident() // len(connections) >> 10
    for connection in connections:
        connection.close()
    return f"{per_connection} KiB a connection, all told"


def aborted_bodies(target):
    for i in range(100):
        connection = tls(target)
        connection.sendall(HEAD + b"Content-Length: 100000\r\n\r\n" + b"x" * 5000)
        if i % 2:
            reset(connection)
        else:
            connection.shutdown(socket.SHUT_WR)
            connection.close()


def unread_answers(target):
    for _ in range(50):
        connection = tls(target)
        connection.sendall((HEAD + b"Content-Length: 2\r\n\r\n{}") * 50)
        reset(connection)


def garbage(target):
    for i in range(50):
        with tls(target) as connection:
            connection.sendall(bytes((i * 7 + k * 31) % 256 for k in range(300)) + b"\r\n\r\n")
            expect(answer(connection) in (0, 400), "not refused")


def absurd_quantities(target):
    slowest = 0.0
    for quantity in ABSURD_QUANTITIES:
        for door in ("/mutate", "/validate"):
            response, seconds = target.asks_for_gpus(door, quantity)
            expect(response["allowed"] or "nvidia.com/gpu" in response["status"]["message"], f"refused without a word on {quantity[:30]}")
            slowest = max(slowest, seconds)
    expect(slowest < GOOD_REQUEST_SECONDS / 4, f"an answer took {slowest:.1f} s")
    return f"{1000 * slowest:.0f} ms at most"


def descriptors_used_up(target):
    limits = target.limit_descriptors(target.descriptors() + 20)
    connections = [tcp(target) for _ in range(100)]
    time.sleep(0.5)  # some of it the webhook spends in its back-off
    for connection in connections:
        connection.close()
    target.restore_descriptors(limits)


ATTACKS = [
    connect_and_close, connect_and_reset, reset_amid_client_hello, plain_http_on_the_tls_port, negative_chunk_size,
    gigabyte_of_header, gigabyte_announced, endless_chunks, slow_headers, silent_connections, idle_connections,
    aborted_bodies, unread_answers, garbage, absurd_quantities, descriptors_used_up,
]  # fmt: skip


def warm_up(target):
    """Brings the allocator to where it stays: memory of a peak is not a leak."""
    for _ in range(100):
        target.serves()
    silent_connections(target)
    idle_connections(target)


def back_to_start(target, descriptors, memory):
    """Waits until nothing is left; the trace that stays, or nothing."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if target.descriptors() <= descriptors and target.resident() - memory <= MEMORY_SLACK:
            return None
        time.sleep(0.05)
    return f"{target.descriptors()} descriptors, {descriptors} before; {(target.resident() - memory) >> 20} MiB more memory"


def judge(target, attack, descriptors, memory):
    began = time.monotonic()
    try:
        note = attack(target) or ""
        problem = back_to_start(target, descriptors, memory)
        seconds = target.serves()
        if seconds > GOOD_REQUEST_SECONDS:
            problem = f"a good request took {seconds:.1f} s"
    except (AssertionError, OSError, ValueError) as error:
        note, problem = "", f"{type(error).__name__}: {error}"
    name = attack.__name__.replace("_", " ")
    print(f"{'FAIL' if problem else 'ok':5}{time.monotonic() - began:6.1f} s  {name}  {problem or note}", flush=True)
    return problem is None


def ask_until_refused(target):
    """(answered, failed): a client that reconnects when told to, until nobody listens."""
    answered = 0
    while True:
        connection = target.connection()
        try:
            connection.connect()
        except OSError:
            return answered, 0
        try:
            while True:
                closing = target.ask(connection)
                answered += 1
                if closing:
                    break
        except Exception as error:  # noqa: BLE001 - whatever it is, a request failed
            print(f"       {type(error).__name__}: {error}")
            return answered, 1
        finally:
            connection.close()


def terminated_under_load(target):
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        workers = [pool.submit(ask_until_refused, target) for _ in range(20)]
        time.sleep(1)
        target.process.terminate()
        status = target.process.wait(timeout=30)
        results = [worker.result() for worker in workers]
    answered, failed = (sum(column) for column in zip(*results))
    good = failed == 0 and status == 0
    print(f"{'ok' if good else 'FAIL':5}          SIGTERM under load  {answered} answered, {failed} failed, exit {status}")
    return good


def main():
    _, program, certificates = sys.argv
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with Target(program, certificates) as target:
        warm_up(target)
        time.sleep(0.5)
        descriptors, memory = target.descriptors(), target.resident()
        results = [judge(target, attack, descriptors, memory) for attack in ATTACKS]
        results.append(terminated_under_load(target))
    print(f"{results.count(True)} passed, {results.count(False)} failed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
