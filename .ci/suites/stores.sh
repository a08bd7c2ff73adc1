#!/usr/bin/env bash
# A Maven project that knows nothing but our artefacts and JUnit brings a store: it proves it by the contract of our test
# jar, with JAVA_HOME and with JDK 25 where that is installed, and a distribution with its jar in lib/ runs on it.
set -euo pipefail

work=$(mktemp -d)
export SLM_MESH_DATA_DIR=$work/data SLM_MESH_PORT=0 SLM_MESH_WS_PORT=0 SLM_MESH_MEMORY=off SLM_MESH_STORE=shelf:one
mesh=$work/slm-mesh/bin/slm-mesh
clean_up() {
    if [ -x "$mesh" ]; then "$mesh" stop >/dev/null 2>&1 || true; fi
    rm -rf "$work"
}
trap clean_up EXIT
mvn=(./mvnw -q -B -ntp)
version=$(sed -n 's:^  <version>\(.*\)</version>$:\1:p' pom.xml)
junit=$(sed -n 's:^ *<junit.version>\(.*\)</junit.version>$:\1:p' pom.xml)

"${mvn[@]}" deploy -DskipTests -Dspotless.check.skip -pl .,mesh-domain,mesh-ports,mesh-adapters \
    -DaltDeploymentRepository="stores::file://$work/repository"

project=$work/project
sources=$project/src/main/java/shelf
mkdir -p "$sources" "$project/src/test/java/shelf" "$project/src/main/resources/META-INF/services"
cat >"$project/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>shelf</groupId>
  <artifactId>shelf-store</artifactId>
  <version>1</version>
  <properties>
    <maven.compiler.release>17</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <repositories>
    <repository>
      <id>stores</id>
      <url>file://$work/repository</url>
    </repository>
  </repositories>
  <dependencies>
    <dependency>
      <groupId>org.slmmesh</groupId>
      <artifactId>mesh-adapters</artifactId>
      <version>$version</version>
    </dependency>
    <dependency>
      <groupId>org.slmmesh</groupId>
      <artifactId>mesh-adapters</artifactId>
      <version>$version</version>
      <type>test-jar</type>
      <scope>test</scope>
    </dependency>
    <dependency>
      <groupId>org.junit.jupiter</groupId>
      <artifactId>junit-jupiter</artifactId>
      <version>$junit</version>
      <scope>test</scope>
    </dependency>
  </dependencies>
</project>
POM
cat >"$sources/ShelfStores.java" <<'JAVA'
package shelf;

import mesh.adapter.memory.MemoryStore;
import mesh.port.out.MeshStore;
import mesh.port.out.StoreProvider;

public final class ShelfStores implements StoreProvider {
    @Override
    public String scheme() {
        return "shelf";
    }

    @Override
    public MeshStore open(String location, String directory) {
        return new MemoryStore();
    }
}
JAVA
echo shelf.ShelfStores >"$project/src/main/resources/META-INF/services/mesh.port.out.StoreProvider"
{
    printf 'package shelf;\n\nimport mesh.adapter.store.*;\nimport org.junit.jupiter.api.Nested;\n\nclass ShelfTest {\n'
    for contract in Transaction Peers Messages State Locks Events; do
        printf '    @Nested\n    class %s extends %sContract {\n        @Override\n' "$contract" "$contract"
        printf '        protected mesh.port.out.MeshStore open() {\n'
        printf '            return new ShelfStores().open("shelf:one", directory.toString());\n        }\n    }\n'
    done
    printf '}\n'
} >"$project/src/test/java/shelf/ShelfTest.java"

# The user's own local repository is only read, so that our artefacts do not end up there.
plugins=org.apache.maven.plugins
for home in "${JAVA_HOME:?}" /usr/lib/jvm/*-25-*; do
    [ -x "$home/bin/javac" ] || continue
    JAVA_HOME=$home ./mvnw -B -ntp -f "$project/pom.xml" \
        -Dmaven.repo.local="$work/local" -Dmaven.repo.local.tail="$HOME/.m2/repository" \
        clean $plugins:maven-resources-plugin:3.5.0:resources $plugins:maven-compiler-plugin:3.15.0:compile \
        $plugins:maven-compiler-plugin:3.15.0:testCompile $plugins:maven-surefire-plugin:3.5.6:test \
        $plugins:maven-jar-plugin:3.5.1:jar >"$work/told" 2>&1 || { cat "$work/told"; exit 1; }
    grep 'Tests run:.*Skipped: [0-9]*$' "$work/told"
done

cp -r mesh-app/target/slm-mesh "$work/slm-mesh"
cp "$project"/target/shelf-store-1.jar "$work/slm-mesh/lib/"
"$mesh" send cli "kept on the shelf"
"$mesh" inbox | grep 'kept on the shelf'
"$mesh" status --json | grep '"store":"[^"]*"'
