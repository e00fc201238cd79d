package dev.gatehouse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.Resource;

/**
 * Spring Boot's YAML without the routes, for which nobody asks it: Gatehouse reads them from the
 * file itself. Of ten thousand routes Spring Boot would keep sixty megabytes.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class RoutelessYaml implements PropertySourceLoader {

  private static final String ROUTES = "gatehouse.routes";

  private final PropertySourceLoader yaml = new YamlPropertySourceLoader();

  @Override
  public String[] getFileExtensions() {
    return yaml.getFileExtensions();
  }

  @Override
  public List<PropertySource<?>> load(String name, Resource resource) throws IOException {
    List<PropertySource<?>> sources = new ArrayList<>();
    for (PropertySource<?> source : yaml.load(name, resource)) {
      sources.add(source instanceof OriginTrackedMapPropertySource file ? rest(file) : source);
    }
    return sources;
  }

  private static boolean isOfRoutes(String name) {
    return name.equals(ROUTES) || name.startsWith(ROUTES + "[") || name.startsWith(ROUTES + ".");
  }

  private static PropertySource<?> rest(OriginTrackedMapPropertySource file) {
    Map<String, Object> rest = new LinkedHashMap<>(file.getSource());
    return rest.keySet().removeIf(RoutelessYaml::isOfRoutes)
        ? new OriginTrackedMapPropertySource(file.getName(), rest, file.isImmutable())
        : file;
  }
}
