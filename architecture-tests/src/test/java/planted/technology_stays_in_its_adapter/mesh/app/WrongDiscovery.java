package planted.technology_stays_in_its_adapter.mesh.app;

import javax.jmdns.JmDNS;

/** Not even the composition root. */
record WrongDiscovery(JmDNS discovery) {}
