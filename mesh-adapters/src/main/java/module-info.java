/** The outside world, one package per technology. */
@SuppressWarnings("requires-automatic") // JmDNS has no module declaration
module mesh.adapters {
    requires transitive mesh.ports;
    requires com.fasterxml.jackson.core;
    requires java.net.http;
    requires java.sql;
    requires jdk.httpserver;
    requires jdk.net;
    requires javax.jmdns;
    requires org.xerial.sqlitejdbc;

    exports mesh.adapter.cli;
    exports mesh.adapter.client;
    exports mesh.adapter.files;
    exports mesh.adapter.host;
    exports mesh.adapter.host.file;
    exports mesh.adapter.host.guard;
    exports mesh.adapter.host.hook;
    exports mesh.adapter.host.relay;
    exports mesh.adapter.http;
    exports mesh.adapter.link;
    exports mesh.adapter.mcp;
    exports mesh.adapter.mdns;
    exports mesh.adapter.memory;
    exports mesh.adapter.sqlite;
    exports mesh.adapter.process;
    exports mesh.adapter.superlocalmemory;
    exports mesh.adapter.uds;
    exports mesh.adapter.udspush;
    exports mesh.adapter.websocket;
    exports mesh.adapter.wire;

    provides mesh.port.out.StoreProvider with
            mesh.adapter.memory.MemoryStoreProvider;
}
