package planted.time_and_ids_are_handed_in.mesh.port.out;

interface WrongTicker {
    default long nanos() {
        return System.nanoTime();
    }
}
