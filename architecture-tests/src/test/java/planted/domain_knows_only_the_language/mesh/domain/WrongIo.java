package planted.domain_knows_only_the_language.mesh.domain;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Bad input is no I/O. */
record WrongIo(String text) {
    WrongIo {
        if (text.isEmpty()) throw new UncheckedIOException(new IOException(text));
    }
}
