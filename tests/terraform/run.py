"""Applies configurations of the provider for Terraform to stateful mocks, each to one of its own.

    python run.py TERRAFORM PROVIDER_DIRECTORY MOCK [CONFIGURATION...]

A configuration is applied, changed, lost and destroyed. A plan after each step says what it should.
"""

import http.server
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).parent
TERRAFORM, PROVIDER, MOCK = sys.argv[1:4]
# What outlives the deletion of everything that Terraform created.
KEPT = ("v2.job", "v3.job", "servicecomb.counter")

# Resources that the provider cannot read after everything was deleted. It takes it for an error that the microservice of an
# instance does not exist, as the real registry says it, and that the component of an action is another one. Once they are
# removed from the state, everything is created again.
UNREADABLE = {
    "registry": ["huaweicloud_cse_microservice_instance.pens"],
    "v3_actions": [
        "huaweicloud_servicestagev3_component_action.image",
        "huaweicloud_servicestagev3_component_refresh.image",
    ],
}


class Elsewhere(http.server.BaseHTTPRequestHandler):
    """Networks, which the provider looks up before it creates an engine."""

    def do_GET(self):
        kind, identity = self.path.split("?")[0].split("/")[-2:]
        known = {
            "subnets": {"subnet": {"id": identity, "vpc_id": "vpc-1", "cidr": "192.168.0.0/24"}},
            "vpcs": {"vpc": {"id": identity, "name": "vpc-shop", "cidr": "192.168.0.0/16"}},
        }
        body = json.dumps(known.get(kind, {})).encode()
        self.send_response(200 if kind in known else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Failed(Exception):
    pass


class Configuration:
    def __init__(self, name, directory, url, elsewhere):
        self.name, self.directory, self.url = name, directory, url
        for file in ("provider", name):
            shutil.copy(HERE / f"{file}.tf", directory)
        overrides = f'provider_installation {{\n  dev_overrides {{\n    "huaweicloud/huaweicloud" = "{PROVIDER}"\n  }}\n}}\n'
        (directory / "cli").write_text(overrides)
        self.environment = dict(
            os.environ,
            TF_CLI_CONFIG_FILE=str(directory / "cli"),
            TF_IN_AUTOMATION="1",
            CHECKPOINT_DISABLE="1",
            TF_VAR_url=url,
            TF_VAR_elsewhere=elsewhere,
        )

    def terraform(self, what, changed, *arguments, status=0):
        options = ["-no-color", "-compact-warnings", "-input=false", f"-var=changed={str(changed).lower()}"]
        self.execute(what, [*options, *arguments], status)

    def execute(self, what, arguments, status=0):
        command = [TERRAFORM, what, *arguments]
        done = subprocess.run(command, cwd=self.directory, env=self.environment, capture_output=True, text=True)
        if done.returncode != status:
            said = done.stdout if what == "plan" and not done.stderr else done.stderr
            raise Failed(f"{self.name}: terraform {what} ended with {done.returncode}\n{said}")

    def apply(self, changed):
        self.terraform("apply", changed, "-auto-approve")
        self.terraform("plan", changed, "-detailed-exitcode")

    def mock(self, method, path, value=None):
        data = None if value is None else json.dumps(value).encode()
        request = urllib.request.Request(f"{self.url}/__mock/{path}", data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request) as response:
                body = response.read()
        except urllib.error.HTTPError as error:
            raise Failed(f"{self.name}: {method} {path}: {error}: {error.read().decode()}") from error
        return json.loads(body) if body else None

    def run(self):
        self.apply(changed=False)
        self.apply(changed=True)
        self.lose()
        self.terraform("destroy", True, "-auto-approve")
        left = {kind: found for kind, found in self.mock("GET", "resources").items() if found and kind not in KEPT}
        if left:
            raise Failed(f"{self.name}: resources are left: {json.dumps(left, indent=2)}")


    def lose(self):
        """Deletes everything elsewhere. It is to be created again; that is no error."""
        resources = self.mock("GET", "resources")
        self.mock("POST", "reset")
        unreadable = UNREADABLE.get(self.name)
        if unreadable:
            self.terraform("plan", True, "-detailed-exitcode", status=1)
            self.execute("state", ["rm", *unreadable])
            self.apply(changed=True)
            return
        self.terraform("plan", True, "-detailed-exitcode", status=2)
        self.mock("PUT", "resources", resources)
        self.terraform("plan", True, "-detailed-exitcode")


def attempt(name, elsewhere, failures):
    command = [MOCK, "--stateful", "--port", "0", "--format", "json", "--step", "50ms", "--access-key", "AK"]
    with tempfile.TemporaryDirectory() as directory:
        keys = dict(os.environ, MOCK_SECRET_KEY="SK")
        arguments = ["--auth", "engine_token=none"]
        mock = subprocess.Popen(command + arguments, stdout=subprocess.PIPE, text=True, env=keys)
        try:
            url = json.loads(mock.stdout.readline())["url"]
            Configuration(name, pathlib.Path(directory), url, elsewhere).run()
            print(f"{name}: applied, unchanged, changed, unchanged, lost, destroyed", flush=True)
        except Failed as failure:
            failures.append(str(failure))
        finally:
            mock.kill()
            mock.wait()


def main():
    names = sys.argv[4:] or sorted(path.stem for path in HERE.glob("*.tf") if path.stem != "provider")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    elsewhere, failures = f"http://127.0.0.1:{server.server_port}", []
    threads = [threading.Thread(target=attempt, args=(name, elsewhere, failures)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("\n".join(failures) or f"{len(names)} configurations hold")
    sys.exit(bool(failures))


main()
