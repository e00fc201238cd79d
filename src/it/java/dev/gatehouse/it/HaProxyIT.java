package dev.gatehouse.it;

/** HAProxy with its recipe. */
class HaProxyIT extends RecipeBattery {

  HaProxyIT() {
    super(Recipe.HAPROXY);
  }
}
