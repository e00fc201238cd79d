package dev.gatehouse.proxy;

import dev.gatehouse.proxy.PlainFilter.PathTemplate;
import dev.gatehouse.proxy.PlainFilter.Value;
import dev.gatehouse.request.HeaderNames;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory.NameConfig;
import org.springframework.cloud.gateway.filter.factory.AbstractNameValueGatewayFilterFactory.NameValueConfig;
import org.springframework.cloud.gateway.filter.factory.AddRequestHeaderGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.AddResponseHeaderGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.GatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.MapRequestHeaderGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.PrefixPathGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.PreserveHostHeaderGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.RedirectToGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.RemoveRequestHeaderGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.RemoveResponseHeaderGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.RequestSizeGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.RewritePathGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.SetPathGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.SetRequestHeaderGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.SetResponseHeaderGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.SetStatusGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.StripPrefixGatewayFilterFactory;
import org.springframework.cloud.gateway.support.HttpStatusHolder;
import org.springframework.http.HttpStatus;

/** Makes plain filters of what Spring Cloud Gateway's factories are given. */
final class PlainFilters {

  /** With these, a filter might make a WebSocket of a request, or none of one. */
  private static final HeaderNames PROTOCOL = HeaderNames.of(List.of("Connection", "Upgrade"));

  private PlainFilters() {}

  /**
   * The plain filter; null where only the factory's own will do.
   *
   * @param config the factory's arguments, bound, which the factory has taken
   */
  static @Nullable PlainFilter of(GatewayFilterFactory<?> factory, Object config) {
    boolean known =
        factory.getClass().getPackage().equals(GatewayFilterFactory.class.getPackage())
            || factory instanceof EnforcedRequestSize;
    if (!known) {
      return null;
    }
    return switch (config) {
      case StripPrefixGatewayFilterFactory.Config strip ->
          new PlainFilter.StripPrefix(strip.getParts());
      case PrefixPathGatewayFilterFactory.Config prefix ->
          new PlainFilter.PrefixPath(PathTemplate.of(said(prefix.getPrefix())));
      case SetPathGatewayFilterFactory.Config path ->
          new PlainFilter.SetPath(PathTemplate.of(said(path.getTemplate())));
      case RewritePathGatewayFilterFactory.Config rewrite ->
          new PlainFilter.RewritePath(
              Pattern.compile(said(rewrite.getRegexp())),
              // YAML's users write $\{name}, lest it be taken for a placeholder
              said(rewrite.getReplacement()).replace("$\\", "$"));
      case MapRequestHeaderGatewayFilterFactory.Config map -> mapped(map);
      case RedirectToGatewayFilterFactory.Config redirect -> redirect(redirect);
      case RequestSizeGatewayFilterFactory.RequestSizeConfig size ->
          new PlainFilter.RequestSize(size.getMaxSize().toBytes());
      case SetStatusGatewayFilterFactory.Config status -> statusOf(factory, status);
      case NameValueConfig line -> line(factory, said(line.getName()), said(line.getValue()), line);
      case NameConfig header -> removal(factory, said(header.getName()));
      default ->
          factory instanceof PreserveHostHeaderGatewayFilterFactory
              ? new PlainFilter.PreserveHost()
              : null;
    };
  }

  private static @Nullable PlainFilter mapped(MapRequestHeaderGatewayFilterFactory.Config map) {
    String to = said(map.getToHeader());
    return PROTOCOL.contains(to)
        ? null
        : new PlainFilter.MapRequestHeader(said(map.getFromHeader()), to);
  }

  private static @Nullable PlainFilter line(
      GatewayFilterFactory<?> factory, String name, String value, NameValueConfig config) {
    return switch (factory) {
      case AddRequestHeaderGatewayFilterFactory _ when !PROTOCOL.contains(name) ->
          new PlainFilter.AddRequestHeader(name, Value.of(value));
      case SetRequestHeaderGatewayFilterFactory _ when !PROTOCOL.contains(name) ->
          new PlainFilter.SetRequestHeader(name, Value.of(value));
      // its value is expanded before anything is sent, and may fail to
      case SetResponseHeaderGatewayFilterFactory _ when value.indexOf('{') < 0 ->
          new PlainFilter.SetResponseHeader(name, value);
      case AddResponseHeaderGatewayFilterFactory _
          when config instanceof AddResponseHeaderGatewayFilterFactory.Config added ->
          new PlainFilter.AddResponseHeader(name, Value.of(value), added.isOverride());
      default -> null;
    };
  }

  private static @Nullable PlainFilter removal(GatewayFilterFactory<?> factory, String name) {
    return switch (factory) {
      case RemoveRequestHeaderGatewayFilterFactory _ when !PROTOCOL.contains(name) ->
          new PlainFilter.RemoveRequestHeader(name);
      case RemoveResponseHeaderGatewayFilterFactory _ -> new PlainFilter.RemoveResponseHeader(name);
      default -> null;
    };
  }

  private static @Nullable PlainFilter redirect(RedirectToGatewayFilterFactory.Config config) {
    HttpStatus status = registered(said(config.getStatus()));
    return status == null
        ? null
        : new PlainFilter.RedirectTo(
            status.value(), URI.create(said(config.getUrl())), config.isIncludeRequestParams());
  }

  private static @Nullable PlainFilter statusOf(
      GatewayFilterFactory<?> factory, SetStatusGatewayFilterFactory.Config config) {
    HttpStatus status = registered(said(config.getStatus()));
    return status != null
            && factory instanceof SetStatusGatewayFilterFactory setter
            && setter.getOriginalStatusHeaderName() == null
        ? new PlainFilter.SetStatus(status.value())
        : null;
  }

  /** Null for a status that no registry knows, which the chain does not set for HEAD. */
  private static @Nullable HttpStatus registered(String text) {
    return HttpStatusHolder.parse(text).getHttpStatus();
  }

  private static String said(@Nullable String argument) {
    return Objects.requireNonNull(argument, "an argument is missing");
  }
}
