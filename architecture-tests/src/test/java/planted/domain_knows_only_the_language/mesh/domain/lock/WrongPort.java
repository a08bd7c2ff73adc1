package planted.domain_knows_only_the_language.mesh.domain.lock;

import planted.domain_knows_only_the_language.mesh.port.out.Store;

/** The domain does not know who stores it. */
record WrongPort(Store store) {}
