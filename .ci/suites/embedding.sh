#!/usr/bin/env bash
# A Maven project that knows nothing but our artefacts compiles and runs the programs of docs/embedding.md, on the class
# path and the module path, with JAVA_HOME and with JDK 25 where that is installed.
set -euo pipefail

work=$(mktemp -d)
broker=
clean_up() {
    if [ -n "$broker" ]; then kill "$broker" 2>/dev/null || true; fi
    rm -rf "$work"
}
trap clean_up EXIT
mvn=(./mvnw -q -B -ntp)
version=$(sed -n 's:^  <version>\(.*\)</version>$:\1:p' pom.xml)

"${mvn[@]}" deploy -DskipTests -Dspotless.check.skip -pl .,mesh-domain,mesh-ports,mesh-adapters,mesh-app \
    -DaltDeploymentRepository="embedding::file://$work/repository"

# The user's own local repository is only read, so that our artefacts do not end up there.
mvn+=(-Dmaven.repo.local="$work/local" -Dmaven.repo.local.tail="$HOME/.m2/repository" -f "$work/project/pom.xml")
mkdir -p "$work/project/src/main/java/my"
cat >"$work/project/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>my</groupId>
  <artifactId>my-program</artifactId>
  <version>1</version>
  <properties>
    <maven.compiler.release>17</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <repositories>
    <repository>
      <id>embedding</id>
      <url>file://$work/repository</url>
    </repository>
  </repositories>
  <dependencies>
    <dependency>
      <groupId>org.slmmesh</groupId>
      <artifactId>mesh-app</artifactId>
      <version>$version</version>
    </dependency>
  </dependencies>
</project>
POM

python3 - "$work/project/src/main/java" <<'PYTHON'
import pathlib, re, sys
root = pathlib.Path(sys.argv[1])
for block in re.findall(r"```java\n(.*?)```", pathlib.Path("docs/embedding.md").read_text("utf-8"), re.S):
    name = re.search(r"public class (\w+)", block)
    if name:
        (root / "my" / f"{name[1]}.java").write_text("package my;\n" + block, "utf-8")
    else:
        (root / "module-info.java").write_text(block, "utf-8")
PYTHON

# says EXPECTED OPTION...: runs a program with a data directory and holds it to what it must print.
says() {
    local expected=$1 said
    shift
    said=$("$java" -Dslf4j.internal.verbosity=ERROR --enable-native-access=ALL-UNNAMED "$@" "$work/data" 2>"$work/err") || true
    if [ "$said" != "$expected" ]; then
        printf 'embedding: %s printed "%s", not "%s"\n' "$*" "$said" "$expected" >&2
        cat "$work/err" >&2
        exit 1
    fi
}

for home in "${JAVA_HOME:?}" /usr/lib/jvm/*-25-*; do
    [ -x "$home/bin/javac" ] || continue
    java=$home/bin/java
    JAVA_HOME=$home "${mvn[@]}" clean org.apache.maven.plugins:maven-compiler-plugin:3.15.0:compile \
        org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies \
        -DoutputDirectory="$work/project/target/lib"
    classes=$work/project/target/classes
    lib=$work/project/target/lib
    for way in "-cp|$classes:$lib/*|" "--module-path|$classes:$lib|my.program/"; do
        IFS='|' read -r option path prefix <<<"$way"
        main=()
        [ -z "$prefix" ] || main=(-m)
        says "cli has unread messages: 1" "$option" "$path" "${main[@]}" "${prefix}my.InProcess"
        says "two ports: true" "$option" "$path" "${main[@]}" "${prefix}my.TwoBrokers"
        says "granted: true" "$option" "$path" "${main[@]}" "${prefix}my.NoDependency"
        rm -rf "$work/data"
    done
    core=$(printf ':%s' "$lib"/mesh-domain-*.jar "$lib"/mesh-ports-*.jar "$lib"/mesh-adapters-*.jar)
    says "granted: true" -cp "$classes$core" my.NoDependency

    SLM_MESH_DATA_DIR=$work/data SLM_MESH_PORT=0 SLM_MESH_WS_PORT=0 SLM_MESH_MEMORY=off \
        "$java" -Dslf4j.internal.verbosity=ERROR --enable-native-access=ALL-UNNAMED -cp "$lib/*" \
        mesh.app.Main start --foreground >"$work/broker.out" 2>&1 &
    broker=$!
    for _ in $(seq 200); do
        [ -f "$work/data/port" ] && break
        kill -0 "$broker"
        sleep 0.1
    done
    says "build is green" -cp "$classes:$lib/*" my.TalkToOne
    kill "$broker"
    wait "$broker" || true
    broker=
    rm -rf "$work/data"
done
