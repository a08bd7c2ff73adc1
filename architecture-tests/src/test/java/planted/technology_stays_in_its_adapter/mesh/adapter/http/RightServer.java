package planted.technology_stays_in_its_adapter.mesh.adapter.http;

import com.sun.net.httpserver.HttpServer;

record RightServer(HttpServer server) {}
