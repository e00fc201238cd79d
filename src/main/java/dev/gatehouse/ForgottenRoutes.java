package dev.gatehouse;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;

/**
 * The routes among Spring Boot's properties, where nobody asks for them: Gatehouse reads them from
 * the file itself. Of ten thousand routes Spring Boot would keep sixty megabytes.
 */
final class ForgottenRoutes {

  private static final String ROUTES = "gatehouse.routes";

  private ForgottenRoutes() {}

  /** Takes them out of all that was read from files; other properties keep their places. */
  static void in(MutablePropertySources sources) {
    for (PropertySource<?> source : sources) {
      if (source instanceof OriginTrackedMapPropertySource file) {
        Map<String, Object> rest = new LinkedHashMap<>(file.getSource());
        if (rest.keySet().removeIf(name -> name.startsWith(ROUTES))) {
          sources.replace(
              file.getName(),
              new OriginTrackedMapPropertySource(file.getName(), rest, file.isImmutable()));
        }
      }
    }
  }
}
