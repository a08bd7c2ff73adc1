package mesh.domain.lock;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/** Whether the grant stands, and which living lease covers the path now. */
public record LockCheck(boolean current, Optional<HeldLock> lock) {
    public LockCheck {
        requireNonNull(lock);
    }
}
