package mesh.domain.lock;

import mesh.domain.WireName;

/** Which file a path names: the one on this machine, or that file in every worktree and clone of its repository. */
public enum LockScope implements WireName {
    MACHINE,
    REPO
}
