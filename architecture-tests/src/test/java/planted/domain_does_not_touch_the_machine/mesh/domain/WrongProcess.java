package planted.domain_does_not_touch_the_machine.mesh.domain;

record WrongProcess(ProcessHandle process) {}
