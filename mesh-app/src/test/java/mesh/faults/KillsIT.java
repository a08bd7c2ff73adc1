package mesh.faults;

import mesh.app.BrokerCrashIT;

/** Two hundred kills of a broker under load, where each build has a few. */
class KillsIT extends BrokerCrashIT {
    @Override
    protected int kills() {
        return 200;
    }
}
