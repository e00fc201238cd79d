package dev.gatehouse.it;

/** Envoy with its recipe. */
class EnvoyIT extends RecipeBattery {

  EnvoyIT() {
    super(Recipe.ENVOY);
  }
}
