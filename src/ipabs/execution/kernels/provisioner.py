"""A kernel provisioner that asks the preloaded process for a fork."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from ipabs.execution.job import STEM_VARIABLE
from ipabs.execution.kernels.forked import Forked, NotForked
from ipabs.execution.kernels.stops import KernelLost

NAME = "ipabs-fork"
SOCKET_VARIABLE = "IPABS_PRELOADED"
"""Environment variable: the preloaded process's socket. Without it a kernel is an ordinary process."""


class ForkingProvisioner(LocalProvisioner):
    """Forks where a preloaded process is to be had, and starts an ordinary process where not."""

    of_stem = False
    """Whether the kernel comes from a stem, whose code has done what is asked of a kernel before the first cell."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel; keyword arguments are those of ``subprocess.Popen``.

        Raises
        ------
        KernelLost
            If the preloaded process has ended: this one ends too then, and an ordinary kernel would outlive it.
        """
        env = dict(kwargs.get("env") or os.environ)
        stem = env.pop(STEM_VARIABLE, None)
        preloaded = env.get(SOCKET_VARIABLE)
        addresses = [each for each in (stem, preloaded) if each]
        for address in addresses:
            # The kernel's parent is the process that forks, not this one.
            env.pop("JPY_PARENT_PID", None)
            request = {
                "run": "kernel",
                "argv": cmd[cmd.index("-m") + 2 :],
                "env": env,
                "cwd": os.fspath(kwargs.get("cwd") or Path.cwd()),
            }
            with open(os.devnull, "wb") as nowhere:  # noqa: PTH123
                output = kwargs.get("stdout") or nowhere
                try:
                    forked = Forked(address, request, [output.fileno()])
                except OSError as error:
                    if address == preloaded and not isinstance(error, NotForked):
                        raise KernelLost from None
                    self.log.warning("No kernel forked at %s (%s).", address, error)
                else:
                    self.process = forked  # type: ignore[assignment]
                    self.pid = self.pgid = forked.pid
                    self.of_stem = address == stem
                    return self.connection_info
        return await super().launch_kernel(cmd, **kwargs)
