package planted.only_app_sees_app.mesh.app;

public interface Config {}
