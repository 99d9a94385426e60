"""A folder as the kubelet fills it from a ConfigMap or a Secret: all files change at once, when one link is swapped."""

import shutil
import uuid


class Volume:
    def __init__(self, path, first):
        self.path = path
        path.mkdir()
        self.publish(first)

    def publish(self, source):
        """Puts the files of a folder in place of those that are there."""
        current, version = self.path / "..data", self.path / f"..{uuid.uuid4().hex}"
        shutil.copytree(source, version)
        before = current.resolve() if current.is_symlink() else None
        swapped = self.path / "..data_tmp"
        swapped.symlink_to(version.name)
        swapped.rename(current)
        self._link_entries(version)
        if before:
            shutil.rmtree(before)

    def _link_entries(self, version):
        wanted = {entry.name for entry in version.iterdir()}
        linked = {entry.name for entry in self.path.iterdir() if not entry.name.startswith("..")}
        for name in wanted - linked:
            (self.path / name).symlink_to(f"..data/{name}")
        for name in linked - wanted:
            (self.path / name).unlink()
