package planted.domain_knows_only_the_language.mesh.domain;

import java.nio.file.Path;

/** A path of the domain is a value, not a file. */
interface WrongFile {
    Path path();
}
