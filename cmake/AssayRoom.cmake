# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
# How a room of the house becomes CMake targets: one static library, one test program, or one module.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(ASSAY_MODULE_FOLDER "${CMAKE_BINARY_DIR}/lib/assay")
set(ASSAY_TEST_FOLDER "${CMAKE_BINARY_DIR}/tests")
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
find_program(ASSAY_CCACHE ccache)
if(ASSAY_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${ASSAY_CCACHE}")
  set(CMAKE_C_COMPILER_LAUNCHER "${ASSAY_CCACHE}")
endif()

# -Wrestrict of g++ 12 is wrong about std::string at -O3 (GCC bug 105651).
add_compile_options(-Wall -Wextra -Wno-psabi $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
if(ASSAY_WERROR)
  add_compile_options(-Werror)
endif()
if(ASSAY_SANITIZE)
  add_compile_options(-fsanitize=${ASSAY_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${ASSAY_SANITIZE})
endif()
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(doctest QUIET)
if(doctest_FOUND)  # the main function of every test program, compiled once
  add_library(doctest_main OBJECT EXCLUDE_FROM_ALL "${CMAKE_SOURCE_DIR}/tests/doctest_main.cc")
  target_link_libraries(doctest_main PRIVATE doctest::doctest)
endif()

# assay_apart(files...): most presets compile several files of a target as one (a unity build), in a
# third of the time; these are compiled apart, since their unnamed namespaces have names that others use too.
function(assay_apart)
  set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

# assay_room(NAME SOURCES ... [NEEDS rooms...] [LIBS external...])
# Static library assay_NAME; NEEDS are rooms it may include, LIBS what its .cc files use.
function(assay_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;NEEDS;LIBS" ${ARGN})
  add_library(assay_${name} STATIC ${ROOM_SOURCES})
  target_include_directories(assay_${name} PUBLIC "${CMAKE_SOURCE_DIR}/src")
  list(TRANSFORM ROOM_NEEDS PREPEND assay_)
  target_link_libraries(assay_${name} PUBLIC ${ROOM_NEEDS} PRIVATE ${ROOM_LIBS})
endfunction()

# What a user needs: the binary and its modules, no tests, benches or fuzz targets.
add_custom_target(product)

# assay_module(NAME SOURCES ... [NEEDS rooms...] [LIBS external...]): lib/assay/NAME.so, loaded with dlopen.
function(assay_module name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;NEEDS;LIBS" ${ARGN})
  add_library(${name} MODULE ${ROOM_SOURCES})
  set_target_properties(${name} PROPERTIES PREFIX "" LIBRARY_OUTPUT_DIRECTORY "${ASSAY_MODULE_FOLDER}")
  target_include_directories(${name} PRIVATE "${CMAKE_SOURCE_DIR}/src")
  list(TRANSFORM ROOM_NEEDS PREPEND assay_)
  target_link_libraries(${name} PRIVATE ${ROOM_NEEDS} ${ROOM_LIBS})
  target_link_options(${name} PRIVATE -Wl,--exclude-libs,ALL)
  add_dependencies(product ${name})
endfunction()

# What runs on one thread alone is nothing for the thread sanitizer: its build leaves it out.
set(ASSAY_THREADS_ONLY OFF)
if(ASSAY_SANITIZE STREQUAL "thread")
  set(ASSAY_THREADS_ONLY ON)
endif()

# assay_test(NAME SOURCES ... [NEEDS rooms...] [LIBS external...] [LABELS ...] [TIMEOUT s] [ONE_THREAD])
# One doctest program per room; ctest runs it whole. `long` as label = minutes, not seconds.
function(assay_test name)
  cmake_parse_arguments(TEST "ONE_THREAD" "TIMEOUT" "SOURCES;NEEDS;LIBS;LABELS" ${ARGN})
  if(NOT doctest_FOUND OR (TEST_ONE_THREAD AND ASSAY_THREADS_ONLY))
    return()
  endif()
  add_executable(${name} ${TEST_SOURCES} $<TARGET_OBJECTS:doctest_main>)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${ASSAY_TEST_FOLDER}")
  list(TRANSFORM TEST_NEEDS PREPEND assay_)
  target_include_directories(${name} PRIVATE "${CMAKE_SOURCE_DIR}/src")
  target_link_libraries(${name} PRIVATE ${TEST_NEEDS} ${TEST_LIBS} doctest::doctest Threads::Threads)
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY "${CMAKE_BINARY_DIR}")
  if(NOT TEST_TIMEOUT)
    set(TEST_TIMEOUT 300)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${TEST_TIMEOUT} LABELS "${TEST_LABELS}"
    ENVIRONMENT "ASSAY_SOURCE_DIR=${CMAKE_SOURCE_DIR};ASSAY_BUILD_DIR=${CMAKE_BINARY_DIR};ASSAY_MODULES=${ASSAY_MODULE_FOLDER};ASSAY_SHARE=${CMAKE_BINARY_DIR}/share/assay")
endfunction()

# assay_bare_loop(ENGINE [SOURCES ...] [LIBS external...]): bench/bare_ENGINE, the engine alone in a loop, which
# bench/engine_overhead.py compares with. Called where the engine's SDK is known.
function(assay_bare_loop engine)
  cmake_parse_arguments(LOOP "" "" "SOURCES;LIBS" ${ARGN})
  add_executable(bare_${engine} "${CMAKE_SOURCE_DIR}/bench/bare/${engine}.cc" ${LOOP_SOURCES})
  set_target_properties(bare_${engine} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bench")
  target_include_directories(bare_${engine} PRIVATE "${CMAKE_SOURCE_DIR}/src")
  target_link_libraries(bare_${engine} PRIVATE ${LOOP_LIBS} Threads::Threads)
endfunction()
