package planted.only_app_sees_app.mesh.adapter.cli;

import planted.only_app_sees_app.mesh.app.Config;

record WrongConfig(Config config) {}
