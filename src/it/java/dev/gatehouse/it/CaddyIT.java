package dev.gatehouse.it;

/** Caddy with its recipe. */
class CaddyIT extends RecipeBattery {

  CaddyIT() {
    super(Recipe.CADDY);
  }
}
