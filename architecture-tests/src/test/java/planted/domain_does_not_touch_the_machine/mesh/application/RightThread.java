package planted.domain_does_not_touch_the_machine.mesh.application;

/** Waiting is the business of use cases. */
record RightThread(Thread thread) {}
