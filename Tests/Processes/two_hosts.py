"""Two hosts on one machine, with a cable between them that can be cut."""

import os
import signal
import subprocess
import time


class Hosts:
    """Two hosts with a cable between them, of which each is a network namespace with a host name of its own."""

    def __init__(self, bench):
        self.bench = bench
        self.names = [f"seq2seq-{os.getpid()}-{host}" for host in "ab"]
        self.addresses = ["10.77.0.1", "10.77.0.2"]
        self.agent = bench.path("agent")
        # In place of ssh: its options, a host, and the words of a command.
        with open(self.agent, "w") as file:
            file.write(f"""#!/bin/sh
while [ "${{1#-}}" != "$1" ]; do shift; done
case $1 in {self.addresses[0]}) name={self.names[0]} ;; {self.addresses[1]}) name={self.names[1]} ;; *) exit 68 ;; esac
shift
exec ip netns exec "$name" unshare --uts sh -c "hostname $name; $*"
""")
        os.chmod(self.agent, 0o755)

    def __enter__(self):
        for name in self.names:
            subprocess.run(["ip", "netns", "add", name], check=True)
        first, second = self.names
        subprocess.run(["ip", "link", "add", "eth0", "netns", first, "type", "veth", "peer", "name", "eth0", "netns",
                        second], check=True)
        for name, address in zip(self.names, self.addresses):
            subprocess.run(["ip", "-n", name, "address", "add", address + "/24", "dev", "eth0"], check=True)
            for device in ["lo", "eth0"]:
                subprocess.run(["ip", "-n", name, "link", "set", device, "up"], check=True)
        while any(self.read(name, "operstate") != "up" for name in self.names):
            time.sleep(0.1)
        return self

    def __exit__(self, *_):
        for name in self.names:
            for pid in subprocess.run(["ip", "netns", "pids", name], capture_output=True, text=True).stdout.split():
                os.kill(int(pid), signal.SIGKILL)
            subprocess.run(["ip", "netns", "delete", name], check=True)

    def launcher(self, slots):
        """Starts so many processes on each host, from the first one."""
        hosts = ",".join(f"{address}:{slots}" for address in self.addresses)
        launcher = ["--host", hosts, "--mca", "plm_rsh_agent", self.agent]
        if not self.bench.is_open_mpi:
            launcher = ["-hosts", hosts, "-launcher", "ssh", "-launcher-exec", self.agent, "-iface", "eth0"]
            launcher += ["-genv", "UCX_TLS", "tcp,self", "-genv", "UCX_NET_DEVICES", "eth0"]
        return ["ip", "netns", "exec", self.names[0], "unshare", "--uts", "sh", "-c",
                f'hostname {self.names[0]}; exec "$@"', "sh", *self.bench.launcher, *launcher]

    def sent(self):
        """The bytes that have left the first host."""
        return int(self.read(self.names[0], "statistics/tx_bytes"))

    def read(self, name, fact):
        """What the system tells of a host's end of the cable."""
        command = ["ip", "netns", "exec", name, "cat", "/sys/class/net/eth0/" + fact]
        return subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()

    def cut(self):
        subprocess.run(["ip", "-n", self.names[0], "link", "set", "eth0", "down"], check=True)
