package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A realm, made and changed through Keycloak's admin API as an operator's script would. */
record KeycloakRealm(String server, String name) {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  static KeycloakRealm create(String server, String name) {
    var realm = new KeycloakRealm(server, name);
    realm.admin(
        "POST",
        server + "/admin/realms",
        "{\"realm\":\"" + name + "\",\"enabled\":true,\"sslRequired\":\"none\"}");
    realm.allowUnmanagedAttributes();
    return realm;
  }

  String issuer() {
    return server + "/realms/" + name;
  }

  /** Without this Keycloak drops an attribute that its profile doesn't know, and says nothing. */
  private void allowUnmanagedAttributes() {
    var profile = (ObjectNode) admin("GET", url("/users/profile"), null);
    profile.put("unmanagedAttributePolicy", "ENABLED");
    admin("PUT", url("/users/profile"), profile.toString());
  }

  /** A public client for the password grant, whose tokens are for this audience. */
  KeycloakRealm client(String id, String audience, int lifespanSeconds) {
    String client =
        """
        {"clientId": "$ID", "publicClient": true, "directAccessGrantsEnabled": true,
         "standardFlowEnabled": false,
         "attributes": {"access.token.lifespan": "$LIFESPAN"},
         "protocolMappers": [
          {"name": "audience", "protocol": "openid-connect",
           "protocolMapper": "oidc-audience-mapper",
           "config": {"included.custom.audience": "$AUDIENCE", "access.token.claim": "true"}},
          {"name": "group", "protocol": "openid-connect",
           "protocolMapper": "oidc-usermodel-attribute-mapper",
           "config": {"user.attribute": "group", "claim.name": "group",
                      "jsonType.label": "String", "access.token.claim": "true"}}]}
        """
            .replace("$ID", id)
            .replace("$AUDIENCE", audience)
            .replace("$LIFESPAN", "" + lifespanSeconds);
    admin("POST", url("/clients"), client);
    return this;
  }

  /** A user whose password is the name. */
  KeycloakRealm user(String user, String group) {
    String body =
        """
        {"username": "$USER", "enabled": true, "email": "$USER@example.com",
         "emailVerified": true, "firstName": "$USER", "lastName": "Test",
         "attributes": {"group": ["$GROUP"]},
         "credentials": [{"type": "password", "value": "$USER", "temporary": false}]}
        """
            .replace("$USER", user)
            .replace("$GROUP", group);
    admin("POST", url("/users"), body);
    return this;
  }

  /** The realm that Keycloak has imported at its start. */
  static KeycloakRealm imported(String server) {
    return new KeycloakRealm(server, "main");
  }

  /** An access token by the password grant, of a user whose password is the name. */
  String token(String client, String user) {
    return SentTokens.register(grant(issuer(), client, user, user));
  }

  /** Signs with a new key from now on; the old ones still verify. */
  void addSigningKey() {
    String key =
        """
        {"name": "rotated", "providerId": "rsa-generated",
         "providerType": "org.keycloak.keys.KeyProvider",
         "config": {"priority": ["500"], "keySize": ["2048"], "algorithm": ["RS256"]}}
        """;
    admin("POST", url("/components"), key);
  }

  /** Takes the first signing key out of the realm. */
  void removeFirstSigningKey() {
    JsonNode keys = admin("GET", url("/components?type=org.keycloak.keys.KeyProvider"), null);
    for (JsonNode key : keys) {
      boolean signing = key.path("providerId").asString().equals("rsa-generated");
      if (signing && !key.path("name").asString().equals("rotated")) {
        admin("DELETE", url("/components/" + key.path("id").asString()), null);
      }
    }
  }

  private String url(String path) {
    return server + "/admin/realms/" + name + path;
  }

  private JsonNode admin(String method, String url, String body) {
    String token = grant(server + "/realms/master", "admin-cli", "admin", "admin");
    var publisher =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    return send(
        HttpRequest.newBuilder(URI.create(url))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, publisher));
  }

  private static String grant(String realm, String client, String user, String password) {
    String form =
        Map.of(
                "grant_type", "password",
                "client_id", client,
                "username", user,
                "password", password)
            .entrySet()
            .stream()
            .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
            .collect(Collectors.joining("&"));
    return send(HttpRequest.newBuilder(URI.create(realm + "/protocol/openid-connect/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form)))
        .path("access_token")
        .asString();
  }

  private static JsonNode send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
      return answer.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
