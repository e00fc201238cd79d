package dev.gatehouse.it;

/** nginx with its recipe. */
class NginxIT extends RecipeBattery {

  NginxIT() {
    super(Recipe.NGINX);
  }

  @Override
  boolean passesChallengeOf403() {
    return false;
  }

  @Override
  boolean passesBody() {
    return false;
  }
}
