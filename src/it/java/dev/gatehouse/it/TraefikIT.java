package dev.gatehouse.it;

/** Traefik with its recipe. */
class TraefikIT extends RecipeBattery {

  TraefikIT() {
    super(Recipe.TRAEFIK);
  }
}
