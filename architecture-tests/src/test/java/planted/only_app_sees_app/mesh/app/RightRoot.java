package planted.only_app_sees_app.mesh.app;

record RightRoot(Config config) {}
