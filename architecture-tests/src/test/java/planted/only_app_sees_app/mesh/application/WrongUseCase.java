package planted.only_app_sees_app.mesh.application;

import planted.only_app_sees_app.mesh.app.Config;

record WrongUseCase(Config config) {}
