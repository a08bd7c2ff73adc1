package planted.use_cases_know_only_ports_and_domain.mesh.application;

import java.security.MessageDigest;
import java.util.concurrent.locks.ReentrantLock;
import planted.use_cases_know_only_ports_and_domain.mesh.port.out.Store;

record RightService(Store store, ReentrantLock lock, MessageDigest digest) {}
