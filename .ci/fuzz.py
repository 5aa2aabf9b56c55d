#!/usr/bin/env python3
"""Sends what nobody would think of to every operation, as several roles, and holds the answers against the document.

    .ci/fuzz.py SILLON [REQUESTS]

SILLON is the program. A market is played into a new database, the program serves it, and schemathesis generates at least
REQUESTS requests (10,000) from the document it serves: as nobody, as a farmer, as the manager of a hub, and as a machine of
that hub. Any 5xx, any status or media type that is not documented, and any answer that is not of its schema is an error. The
seed is fixed; the ids of the market are among what is sent, so that requests get further than “not found”.
"""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

SEED = "20260504"
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
PASSWORD = "sillon-demo"
# The sessions and the keys that the roles act with must outlive the run.
LEFT_OUT = ["sign_out", "delete_my_session", "delete_other_sessions", "put_password", "erase", "delete_api_key"]
# Whom each role is, and its part of the requests.
ROLES = {"nobody": 2, "farmer": 3, "hub": 4, "machine": 3}


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def ask(url, body=None, token=None):
    """The JSON that is answered."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=20) as answer:
        return json.load(answer)


def serve(sillon, folder, port):
    """The program, once it serves."""
    # What guards a public server against floods would only hide what is looked for here.
    many = "1000000"
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:{folder}/market.db",
        "SILLON_SERVER_PORT": str(port),
        "SILLON_MAIL_FOLDER": f"{folder}/mail",
        "SILLON_ATTEMPTS_EACH_ADDRESS": many,
        "SILLON_ATTEMPTS_EACH_NETWORK": many,
        "SILLON_PASSWORDS_MEMORY_KIB": "64",
        "SILLON_PASSWORDS_PASSES": "1",
        "SILLON_LOG_FILTER": "warn",
    }
    log = open(folder / "serve.log", "wb")
    server = subprocess.Popen([sillon, "serve"], env=environment, cwd=folder, stderr=log, stdout=log)
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2)
            return server
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"the server did not start: {(folder / 'serve.log').read_text()}")


def ids(database):
    """A few ids of everything the market holds."""
    found = []
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as market:
        tables = [name for (name,) in market.execute("select name from sqlite_schema where type = 'table' order by name")]
        for table in tables:
            columns = [column[1] for column in market.execute(f"pragma table_info('{table}')")]
            if "id" in columns:
                rows = market.execute(f"select hex(id) from '{table}' where length(id) = 16 order by id limit 3")
                found += [re.sub(r"(.{8})(.{4})(.{4})(.{4})(.{12})", r"\1-\2-\3-\4-\5", row.lower()) for (row,) in rows]
    return found


def configuration(folder, found):
    """The settings of schemathesis: where ids stand, every other one is of something that is there."""
    places = ["id", "key", "user", "certificate", "invitation", "variant", "enterprise", "hub", "to", "product"]
    lines = ["[dictionaries.ids]", f"values = {json.dumps(found)}", "", "[parameters]"]
    lines += [f'"path.{place}" = {{ dictionary = "ids", probability = 0.7 }}' for place in places]
    lines += [f'"query.{place}" = {{ dictionary = "ids", probability = 0.5 }}' for place in ["hub", "producer", "cycle"]]
    lines += ["", "[generation.dictionaries]", 'string = { dictionary = "ids", probability = 0.2 }', ""]
    path = folder / "schemathesis.toml"
    path.write_text("\n".join(lines))
    return path


def run(url, folder, config, role, token, examples):
    """Runs schemathesis as a role: how many requests it made, and whether all is well."""
    command = ["schemathesis", "--config-file", str(config), "run", f"{url}/openapi.json", "--url", url]
    command += ["--checks", CHECKS, "--max-examples", str(examples), "--seed", SEED, "--workers", "1"]
    command += ["--phases", "examples,coverage,fuzzing", "--generation-database", "none", "--request-timeout", "20"]
    command += ["--continue-on-failure", "--no-shrink", "--suppress-health-check", "all", "--warnings", "off", "--no-color"]
    for operation in LEFT_OUT:
        command += ["--exclude-operation-id", operation]
    if token:
        command += ["--header", f"Authorization:Bearer {token}"]
    started = time.monotonic()
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    (folder / f"{role}.txt").write_text(done.stdout)
    made = sum(int(number.replace(",", "")) for number in re.findall(r"([\d,]+) generated", done.stdout))
    print(f"as {role}: {made} requests in {time.monotonic() - started:.0f} s", flush=True)
    if done.returncode != 0:
        print(done.stdout)
    return made, done.returncode == 0


def main():
    sillon = str(Path(sys.argv[1]).resolve())
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    kept = os.environ.get("SILLON_FUZZ_FOLDER")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(kept or made)
        folder.mkdir(exist_ok=True)
        play = [sillon, "demo", "--exit", "--shoppers", "20", "--database", f"sqlite:{folder}/market.db"]
        subprocess.run(play, check=True, stdout=subprocess.DEVNULL, cwd=folder)
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        server = serve(sillon, folder, port)
        try:
            signed_in = {
                role: ask(f"{url}/v1/sessions", {"email": email, "password": PASSWORD})["token"]
                for role, email in [("farmer", "nadia@sourdine.example"), ("hub", "ines@panier.example")]
            }
            hub = ask(f"{url}/v1/me", token=signed_in["hub"])["memberships"][0]["enterprise"]
            scopes = ["catalogue:read", "catalogue:write", "cycles:read", "cycles:write", "orders:read", "orders:write"]
            key = {"name": "fuzz", "scopes": [*scopes, "books:read"]}
            signed_in["machine"] = ask(f"{url}/v1/enterprises/{hub}/api-keys", key, signed_in["hub"])["secret"]
            config = configuration(folder, ids(folder / "market.db"))
            operations = sum(len(path) for path in ask(f"{url}/openapi.json")["paths"].values())
            total, sound = 0, True
            for role, part in ROLES.items():
                share = wanted * part // sum(ROLES.values())
                examples = max(1, share // operations)
                made, is_sound = run(url, folder, config, role, signed_in.get(role), examples)
                total, sound = total + made, sound and is_sound
            if server.poll() is not None:
                raise SystemExit(f"the server ended by itself: {(folder / 'serve.log').read_text()[-4000:]}")
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=60)
        if not sound:
            raise SystemExit("the answers are not as the document has them")
        if total < wanted:
            raise SystemExit(f"{total} requests were made, fewer than {wanted}")
        print(f"{total} requests: no 5xx, no status or answer that the document does not have")


if __name__ == "__main__":
    main()
