package mesh.adapter.files;

import java.io.IOException;

/** Somebody else could have put something into a folder that must be this user's alone. */
public final class UnsafeDirectory extends IOException {
    private static final long serialVersionUID = 1L;

    public UnsafeDirectory(String message) {
        super(message);
    }
}
