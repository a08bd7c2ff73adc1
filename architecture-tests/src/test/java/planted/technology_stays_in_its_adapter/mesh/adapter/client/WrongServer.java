package planted.technology_stays_in_its_adapter.mesh.adapter.client;

import com.sun.net.httpserver.HttpServer;

record WrongServer(HttpServer server) {}
