# syntax=docker/dockerfile:1

# The image: docker build -t gatehouse .
# It holds a Java machine of the modules that Gatehouse needs, the jar as --install leaves it, and nothing else: no shell, no package manager.
# The last stage needs glibc (the native libraries), which distroless/cc has.

FROM eclipse-temurin:25-jdk-noble AS build
WORKDIR /build
COPY .mvn .mvn
COPY mvnw pom.xml ./
COPY src src
COPY gatehouse.yaml jvm.options ./
RUN --mount=type=cache,target=/root/.m2 ./mvnw -B -ntp -DskipTests package \
 && mv target/gatehouse-*.jar /gatehouse.jar
# java.desktop for java.beans; jdk.jcmd for heap and thread dumps, which a debugging container asks for
RUN jlink --output /opt/java --no-header-files --no-man-pages --add-modules \
java.desktop,java.instrument,java.management,java.naming,java.net.http,java.scripting,java.security.jgss,java.sql,\
jdk.crypto.ec,jdk.jcmd,jdk.jfr,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs
# by the very Java machine that will run it, and in the very place: else it would start without its cache
RUN /opt/java/bin/java -jar /gatehouse.jar --install /opt/gatehouse

FROM gcr.io/distroless/cc-debian13:nonroot
ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=
LABEL org.opencontainers.image.title="Gatehouse" \
      org.opencontainers.image.description="A reverse proxy that lets a request through only if its JSON Web Token satisfies the route's policy." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="gcr.io/distroless/cc-debian13:nonroot"
# what changes least comes first
COPY --from=build /opt/java /opt/java
COPY --from=build /opt/gatehouse/native /opt/gatehouse/native
COPY --from=build /opt/gatehouse/lib /opt/gatehouse/lib
COPY --from=build /opt/gatehouse/jvm.options /opt/gatehouse/gatehouse.jar /opt/gatehouse/gatehouse.aot /opt/gatehouse/
USER 65532:65532
ENV GATEHOUSE_CONFIG=/etc/gatehouse/gatehouse.yaml
EXPOSE 8080 8081
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --start-interval=1s \
  CMD ["/opt/java/bin/java", "@/opt/gatehouse/jvm.options", "-XX:TieredStopAtLevel=1", "-jar", "/opt/gatehouse/gatehouse.jar", "--health"]
ENTRYPOINT ["/opt/java/bin/java", "@/opt/gatehouse/jvm.options", "-jar", "/opt/gatehouse/gatehouse.jar"]
