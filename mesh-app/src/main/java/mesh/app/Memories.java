package mesh.app;

import java.lang.System.Logger.Level;
import mesh.adapter.superlocalmemory.SlmCommand;
import mesh.port.out.MemoryBridge;

/** Opens the long-term memory that was chosen; one that is not there is told nothing and remembers nothing. */
final class Memories {
    private Memories() {}

    static MemoryBridge open(BrokerConfig config) {
        MemoryBridge memory = SlmCommand.find(config.memory() == BrokerConfig.Memory.OFF ? "" : config.commandPath());
        if (config.memory() == BrokerConfig.Memory.ON && !memory.available())
            System.getLogger(Memories.class.getName())
                    .log(Level.WARNING, "{0}=on, but there is no slm command on the PATH", BrokerConfig.MEMORY);
        return memory;
    }
}
