package planted.time_and_ids_are_handed_in.mesh.domain;

import java.util.Random;

final class WrongDice {
    private final Random dice = new Random();

    int roll() {
        return dice.nextInt(6);
    }
}
